package llamanas.workers.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.tasks.DataDigest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was measured of CPUs, a file for each question, so that a device is measured once for a model and space, and not anew for each
 * search. Who wants it measured again deletes the file, or the folder. A file that can't be read, or answers another
 * question, counts for nothing; one that can't be written costs the next search the time of a measurement.
 */
public final class CalibrationFolder {
    /** Remembers nothing. */
    public static final CalibrationFolder NONE = new CalibrationFolder(null);

    private static final Logger LOG = LoggerFactory.getLogger(CalibrationFolder.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final @Nullable Path folder;

    private CalibrationFolder(@Nullable Path folder) {
        this.folder = folder;
    }

    /** A folder that need not be there yet. */
    public static CalibrationFolder of(Path folder) {
        return new CalibrationFolder(folder);
    }

    /**
     * All that timings depend on.
     *
     * @param modelHash of the weights
     * @param processor that computes
     * @param dtype that is computed in
     * @param threads of one operation, on a CPU
     * @param codeVersion of the kernels, and PyTorch's
     * @param deployment that sub-networks are measured in; where latencies come from is no matter
     * @param calibration how many are measured, and how often
     * @param space that is measured; another seed would draw other random sub-networks of it, which is no other question
     */
    public record Question(
            String modelHash,
            String processor,
            String dtype,
            int threads,
            String codeVersion,
            DeploymentSpec deployment,
            DeviceCalibration calibration,
            SearchSpace space) {
        public Question {
            deployment = deployment.with(DeploymentSpec.Latency.TABLE);
        }
    }

    private record Answer(Question question, DeviceTimings timings) {}

    /** What is known, or is measured now and known from then on. Its provenance is that of the measurement, its deployment the one asked for. */
    public DeviceTimings timed(Question question, DeploymentSpec deployment, Supplier<DeviceTimings> measure) {
        Optional<DeviceTimings> known = known(question);
        DeviceTimings timings = known.orElseGet(measure);
        if (known.isEmpty()) {
            keep(question, timings);
        }
        return timings.in(deployment);
    }

    private Optional<DeviceTimings> known(Question question) {
        Path file = file(question);
        if (file == null || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Answer answer = JSON.readValue(file.toFile(), Answer.class);
            if (answer.question().equals(question)) {
                LOG.info("The device was measured before; delete {} to have it measured again", file);
                return Optional.of(answer.timings());
            }
            LOG.warn("{} answers another question; the device is measured again", file);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} can't be read ({}); the device is measured again", file, e.getMessage());
        }
        return Optional.empty();
    }

    private void keep(Question question, DeviceTimings timings) {
        Path file = file(question);
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial = file.resolveSibling("." + UUID.randomUUID() + ".partial");
            try {
                Files.write(partial, JSON.writeValueAsBytes(new Answer(question, timings)));
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            LOG.warn("{} can't be written ({}); the next search will measure the device again", file, e.getMessage());
        }
    }

    private @Nullable Path file(Question question) {
        return folder == null ? null : folder.resolve(name(question) + ".json");
    }

    private static String name(Question question) {
        try {
            return new DataDigest().add(JSON.writeValueAsString(question)).hex();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a question is plain data", e);
        }
    }
}
