package llamanas.engine.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where results go. Java's own streams forget what went wrong; this one keeps it, so that a full disk is a failure of the
 * command, and a reader who has seen enough ({@code | head}) is none.
 */
public final class StandardOutput extends OutputStream {
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

    private final OutputStream out;
    private @Nullable IOException problem;

    StandardOutput(OutputStream out) {
        this.out = out;
    }

    /** That of this process. */
    public static StandardOutput ofProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** A writer of UTF-8 onto it, which has to be flushed. */
    public PrintWriter writer() {
        return new PrintWriter(this, false, StandardCharsets.UTF_8);
    }

    /** The code that a command ends with which would end with {@code code}, after saying what could not be written. */
    public int exitCode(int code, PrintWriter err) {
        if (problem == null || isPipe()) {
            return code;
        }
        err.println("llama-nas: standard output can't be written (" + problem.getMessage()
                + "); what the command printed is not complete");
        err.flush();
        return code == 0 ? Failures.FAILURE : code;
    }

    /** A pipe is never full: where it can't be written, nobody reads it any more. */
    private static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(DESCRIPTOR).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            problem = e;
            throw e;
        }
    }
}
