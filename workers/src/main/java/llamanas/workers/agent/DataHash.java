package llamanas.workers.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import llamanas.protocol.search.SearchSpec;

/** SHA-256 over all task files of a spec: which data a measurement was made on. */
final class DataHash {
    private static final Map<SearchSpec, String> KNOWN = new ConcurrentHashMap<>();

    private DataHash() {}

    /** The first 16 hex digits; computed once a process and spec. */
    static String of(SearchSpec spec) {
        return KNOWN.computeIfAbsent(spec, DataHash::compute);
    }

    private static String compute(SearchSpec spec) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            spec.tasks().forEach(task -> Stream.of(task.search(), task.report())
                    .filter(Objects::nonNull)
                    .forEach(file -> {
                        digest.update((task.name() + ":" + task.limit() + "\n").getBytes(StandardCharsets.UTF_8));
                        update(digest, Path.of(file));
                    }));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(MessageDigest digest, Path file) {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
