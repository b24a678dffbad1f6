package llamanas.workers.llama;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Wraps the kernel source into a TorchScript archive: a zip whose entries are stored, not deflated, and hold the code, and
 * the pickle of an empty module object. PyTorch's own file format (torch/csrc/jit/docs/serialization.md), no Python needed.
 */
final class KernelArchive {
    /** The first file opens the class, the others add methods to it. */
    private static final List<String> SOURCES = List.of(
            "kernels.py",
            "ordering.py",
            "sampling.py",
            "training.py",
            "gates.py",
            "quant.py",
            "decoding.py",
            "limits.py");

    private static final String NAME = "kernels/";

    /** Pickle, protocol 2, of an empty tuple. */
    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

    private KernelArchive() {}

    /**
     * The archive.
     *
     * @param oneDnn whether a product with a single row goes to oneDNN itself: a CPU that multiplies bfloat16
     */
    static InputStream open(boolean oneDnn) {
        try {
            ByteArrayOutputStream code = new ByteArrayOutputStream();
            for (String source : SOURCES) {
                code.writeBytes(read(source));
            }
            code.writeBytes(read(oneDnn ? "multiply_onednn.py" : "multiply.py"));
            return new ByteArrayInputStream(zip(code.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String source) throws IOException {
        try (InputStream in = KernelArchive.class.getResourceAsStream(source)) {
            if (in == null) {
                throw new IllegalStateException(source + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static byte[] zip(byte[] code) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", modulePickle());
            store(zip, "code/__torch__.py", code);
            store(zip, "constants.pkl", EMPTY_TUPLE);
            store(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(NAME + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** {@code __torch__.Kernels()} with the state {@code {training: False, _is_full_backward_hook: None}}. */
    private static byte[] modulePickle() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2});
        out.writeBytes("c__torch__\nKernels\n".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {')', (byte) 0x81, '}', '('});
        unicode(out, "training");
        out.write((byte) 0x89);
        unicode(out, "_is_full_backward_hook");
        out.write('N');
        out.writeBytes(new byte[] {'u', 'b', '.'});
        return out.toByteArray();
    }

    private static void unicode(ByteArrayOutputStream out, String text) {
        out.write('X');
        out.writeBytes(new byte[] {(byte) text.length(), 0, 0, 0});
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
