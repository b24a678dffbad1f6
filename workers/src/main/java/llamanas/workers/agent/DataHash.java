package llamanas.workers.agent;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import llamanas.protocol.search.SearchSpec;
import llamanas.workers.tasks.DataDigest;
import llamanas.workers.tasks.Scoring;

/** SHA-256 over all task files of a spec: which data a measurement was made on, by which rules of scoring, and whether the KL divergence was taken. */
final class DataHash {
    private static final Map<SearchSpec, String> KNOWN = new ConcurrentHashMap<>();

    private DataHash() {}

    /** The first 16 hex digits; computed once a process and spec. */
    static String of(SearchSpec spec) {
        return KNOWN.computeIfAbsent(spec, DataHash::compute);
    }

    private static String compute(SearchSpec spec) {
        DataDigest digest = new DataDigest();
        digest.add("scoring " + Scoring.VERSION + "\n");
        spec.tasks().forEach(task -> Stream.of(task.search(), task.report())
                .filter(Objects::nonNull)
                .forEach(file -> digest.add(task.name() + ":" + task.limit() + (task.kl() ? ":kl" : "") + ":"
                                + task.delimiter() + "\n")
                        .add(Path.of(file))));
        return digest.hex();
    }
}
