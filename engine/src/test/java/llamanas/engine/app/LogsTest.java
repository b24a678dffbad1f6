package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    @TempDir
    private Path folder;

    /** What somebody sends ends in a message here and there: it must not look like another line of the log. */
    @Test
    void aMessageIsOneLineWithoutControlCharacters() throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("llamanas.logs", folder.toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        URL config = LogsTest.class.getResource("/llamanas/engine/logback-node.xml");
        configurator.doConfigure(config);
        try {
            context.getLogger("llamanas.test")
                    .info("search {} {}", "x\n2026 INFO forged\u001b[1A\u009b\u202ey", "Grüße {}");
        } finally {
            context.stop();
        }
        assertThat(Files.readString(folder.resolve("llama-nas.log")))
                .hasLineCount(1)
                .endsWith(" INFO  [main] llamanas.test - search x?2026 INFO forged?[1A??y Grüße {}\n");
    }
}
