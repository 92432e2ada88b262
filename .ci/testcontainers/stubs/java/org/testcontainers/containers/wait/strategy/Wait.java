package org.testcontainers.containers.wait.strategy;

public class Wait {
    public static HttpWaitStrategy forHttp(String path) { return new HttpWaitStrategy(); }

    public static class HttpWaitStrategy implements WaitStrategy {
        public HttpWaitStrategy forPort(int port) { return this; }
    }
}
