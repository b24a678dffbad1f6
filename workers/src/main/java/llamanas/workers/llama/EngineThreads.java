package llamanas.workers.llama;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * How many threads one operation uses, on a CPU, when it is called from this thread: a training is one long job, which may
 * use all cores where evaluations share them among several slots. Closed by the thread that opened it.
 */
public final class EngineThreads implements AutoCloseable {
    private final int before;

    private EngineThreads(int before) {
        this.before = before;
    }

    /** Uses that many until {@link #close}. Other threads that are at work already keep theirs. */
    public static EngineThreads use(int count) {
        Engine.getEngine("PyTorch");
        EngineThreads threads = new EngineThreads(JniUtils.getNumThreads());
        JniUtils.setNumThreads(count);
        return threads;
    }

    @Override
    public void close() {
        JniUtils.setNumThreads(before);
    }
}
