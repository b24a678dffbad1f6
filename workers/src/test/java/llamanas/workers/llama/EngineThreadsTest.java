package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.Test;

class EngineThreadsTest {
    @Test
    void holdsUntilItIsClosed() {
        Engine.getEngine("PyTorch");
        int before = JniUtils.getNumThreads();
        try (EngineThreads threads = EngineThreads.use(before + 1)) {
            assertThat(threads).isNotNull();
            assertThat(JniUtils.getNumThreads()).isEqualTo(before + 1);
        }
        assertThat(JniUtils.getNumThreads()).isEqualTo(before);
    }
}
