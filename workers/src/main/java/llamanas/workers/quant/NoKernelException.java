package llamanas.workers.quant;

import java.io.Serial;
import llamanas.protocol.InvalidInputException;

/** A device has no kernel for weights of so few bits, and nobody said that they may be dequantized. */
public final class NoKernelException extends InvalidInputException {
    @Serial
    private static final long serialVersionUID = 1L;

    NoKernelException(String device, int bits, String dtype) {
        super("bits: found " + bits + ", for which " + device + " has no kernel in " + dtype
                + "; choose other bits, or deployment.without-kernel = dequantize, which computes with the rounded weights"
                + " in " + dtype);
    }
}
