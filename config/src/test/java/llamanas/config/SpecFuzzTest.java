package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.SearchSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in a spec file, reading it ends in a spec or in one message. More inputs with {@code -Dllamanas.fuzz=10000}. */
class SpecFuzzTest {
    private static final int INPUTS = Integer.getInteger("llamanas.fuzz", 1000);
    private static final long SEED = Long.getLong("llamanas.fuzz.seed", 13);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final List<String> EXAMPLES = List.of(
            "stand-in { function = zdt1 }\nobjectives = [f1, f2]\nstrategy { name = nsga2, population = 20 }\n",
            "stand-in { function = dtlz2, genes = 12, choices = 5, objectives = 3 }\nobjectives = [f1, f2, f3]\n",
            """
            model = m, tasks { t { search = a.txt, report = b.txt, kl = true }, q { search = c.jsonl, limit = 9 } }
            space { depth { counts = [1, 2], order = tail }, attention { layers = [0], operators = [full, none, 64] } }
            objectives = [t.kl, bytes, decode_ms], constraints { parameters { max = 3M }, q { acc { min = 0.3 } } }
            deployment { batch = 1, prompt = 8, generate = 8, latency = table }, interest { t.kl.max = 2 }
            prepare { out = o, train { data = [x.txt], steps = 3, batch = 2, block = 8, mode = lora, rank = 4 } }
            fidelity { rungs = [0.1, 1], confidence = 0.9 }
            """);

    @TempDir
    private Path folder;

    private SpecFuzzer fuzzer() throws IOException {
        List<String> seeds = new ArrayList<>(EXAMPLES);
        for (Path preset : PresetsTest.files()) {
            seeds.add(Files.readString(preset));
            // Others include it.
            Files.copy(preset, folder.resolve(preset.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        return new SpecFuzzer(SEED, folder, seeds);
    }

    /** On a thread of its own: what hangs is found by its stack. */
    private static Optional<SpecFuzzer.Finding> within(Duration patience, FutureTask<Optional<SpecFuzzer.Finding>> run)
            throws InterruptedException, ExecutionException {
        Thread thread = new Thread(run, "fuzzer");
        thread.setDaemon(true);
        thread.start();
        try {
            return run.get(patience.toMillis() * Math.max(1, INPUTS / 1000), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            AssertionError hang = new AssertionError("reading takes for ever");
            hang.setStackTrace(thread.getStackTrace());
            throw hang;
        }
    }

    @Test
    void anySpecIsReadOrRefusedWithAMessage() throws IOException, InterruptedException, ExecutionException {
        SpecFuzzer fuzzer = fuzzer();
        int[] read = new int[1];
        Optional<SpecFuzzer.Finding> found = within(
                PATIENCE,
                new FutureTask<>(() -> fuzzer.run(INPUTS, file -> {
                    SearchSpec spec = SpecReader.read(file);
                    read[0]++;
                    return spec;
                })));
        assertThat(found)
                .as(() -> found.map(f -> f.number() + ":\n" + f.text()).orElse(""))
                .isEmpty();
        assertThat(read[0]).as("some are right after all").isBetween(INPUTS / 20, INPUTS - INPUTS / 5);
    }

    /** The library's reader with none of ours around it: what it throws is not bad input to anybody. */
    @Test
    void itFindsWhatAReaderForgets() throws IOException {
        Optional<SpecFuzzer.Finding> found = fuzzer().run(1000, file -> {
            ConfigFactory.parseFile(file.toFile()).resolve();
            throw new InvalidInputException("read");
        });
        assertThat(found).map(f -> (Object) f.problem()).containsInstanceOf(ConfigException.class);
    }

    /** A fault deep inside, at some values of two keys. */
    @Test
    void itFindsAPlantedFault() throws IOException {
        AtomicReference<SearchSpec> planted = new AtomicReference<>();
        Optional<SpecFuzzer.Finding> found = fuzzer().run(5000, file -> {
            SearchSpec spec = SpecReader.read(file);
            if (spec.strategy().population() > 60 || spec.evaluations() % 10 != 0) {
                planted.set(spec);
                throw new ArithmeticException("planted");
            }
            return spec;
        });
        assertThat(found).map(f -> (Object) f.problem()).containsInstanceOf(ArithmeticException.class);
        assertThat(planted.get()).isNotNull();
    }
}
