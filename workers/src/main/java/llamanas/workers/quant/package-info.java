/**
 * Weight-only quantization that is real: int8 with a step for each output channel, int4 with a step and an offset for each
 * group of weights. The seven projections of a layer can be quantized; embedding, norms, biases and output projection stay
 * as loaded.
 *
 * <p><b>Kernels.</b> PyTorch's {@code _weight_int8pack_mm} and {@code _weight_int4pack_mm_for_cpu} read packed weights once
 * and multiply in float32 with AVX2 or AVX512, in all threads of the operation: at batch 1 they are bound by unpacking, and
 * reach 1.4 to 1.7 (int8) and 2.0 to 2.3 (int4) of the bfloat16 product's speed on two cores with AVX512, which is bound by
 * memory. Their fast versions are for bfloat16; with float32 activations they give right numbers slowly. They handle four rows of activations at a time and know nothing of matrix
 * units (AMX), so that a text of some hundred tokens takes ten times as long as in bfloat16. From 25 rows on (int4: from
 * 65) runs of a matrix are therefore unpacked and multiplied then: int4 as numbers rounded once to the network's dtype, int8 as codes,
 * whose product is scaled.
 *
 * <p><b>Not taken.</b> {@code quantized::linear_dynamic} and oneDNN's {@code qlinear} round the activations to 8 bits as well,
 * so their loss is not that of the weights; {@code _dyn_quant_matmul_4bit} has a vector version on ARM alone.
 *
 * <p><b>GPUs</b> go through the same interface: int4 by {@code _weight_int4pack_mm}, int8 by a product with the codes as numbers of
 * the dtype, whose scale comes afterwards. Nobody has run this so far: there was no GPU to try it on. What a device can do is
 * found by trying ({@link llamanas.workers.quant.KernelProbe}).
 */
@NullMarked
package llamanas.workers.quant;

import org.jspecify.annotations.NullMarked;
