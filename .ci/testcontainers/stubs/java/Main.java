public class Main {
    public static void main(String[] args) throws Exception { new PoolTest().pool(); }
}
