package org.testcontainers.containers;

import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** Stands for the library, whose registry is out of reach: the container runs already, at $SIM_PORT. */
public class GenericContainer<SELF extends GenericContainer<SELF>> implements AutoCloseable {
    public GenericContainer(DockerImageName image) {}

    @SuppressWarnings("unchecked")
    private SELF self() { return (SELF) this; }

    public SELF withExposedPorts(Integer... ports) { return self(); }
    public SELF withEnv(String name, String value) { return self(); }
    public SELF waitingFor(WaitStrategy strategy) { return self(); }
    public void start() {}
    public void close() {}
    public String getHost() { return "127.0.0.1"; }
    public Integer getMappedPort(int port) { return Integer.valueOf(System.getenv("SIM_PORT")); }
}
