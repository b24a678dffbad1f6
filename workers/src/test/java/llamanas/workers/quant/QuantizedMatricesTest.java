package llamanas.workers.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Matrix;
import llamanas.protocol.space.QuantizedSize;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Kernels;
import llamanas.workers.llama.QuantizationKernels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept, what is shared, and what goes. All matrices are made up, {@code [192, 128]}. */
class QuantizedMatricesTest {
    private static final int ROWS = 192;
    private static final int COLUMNS = 128;
    private static final long INT4 = QuantizedSize.bytes(4, ROWS, COLUMNS, 64, 2);

    private final Kernels torch = Kernels.load(Device.cpu());
    private final QuantizationKernels kernels = new QuantizationKernels(torch, Dtype.BFLOAT16);
    private NDManager scope;
    private NDArray weight;

    @BeforeEach
    void weight() {
        scope = torch.newScope();
        weight = torch.random(scope, Dtype.BFLOAT16, 3, ROWS, COLUMNS);
    }

    @AfterEach
    void close() {
        scope.close();
        torch.close();
    }

    private QuantizedMatrices cache(long budget) {
        return new QuantizedMatrices(Quantizer.packing(kernels), (layer, matrix) -> weight, budget);
    }

    private static QuantizedMatrices.Lease lease(QuantizedMatrices cache, int layer, int rows, int bits) {
        return cache.lease(layer, Matrix.GATE, rows, COLUMNS, bits);
    }

    private float[] product(QuantizedMatrix matrix) {
        NDArray x = torch.random(scope, Dtype.BFLOAT16, 7, 2, COLUMNS);
        NDArray y = kernels.product(scope, x, matrix.weight(), matrix.scale());
        return kernels.wide(scope, y).toFloatArray();
    }

    @Test
    void firstRowsOfInt8AreAViewOfTheWhole() {
        try (QuantizedMatrices cache = cache(Long.MAX_VALUE);
                QuantizedMatrices.Lease whole = lease(cache, 0, ROWS, 8);
                QuantizedMatrices.Lease part = lease(cache, 0, 50, 8)) {
            assertThat(cache.size()).isEqualTo(1);
            assertThat(cache.bytes()).isEqualTo(QuantizedSize.bytes(8, ROWS, COLUMNS, 64, 2));
            float[] all = product(whole.matrix());
            float[] first = product(part.matrix());
            assertThat(first).hasSize(2 * 50);
            for (int i = 0; i < first.length; i++) {
                assertThat(first[i]).isEqualTo(all[i / 50 * ROWS + i % 50]);
            }
        }
    }

    @Test
    void otherWidthsOfColumnsAndAllOfInt4AreQuantizedAnew() {
        try (QuantizedMatrices cache = cache(Long.MAX_VALUE);
                QuantizedMatrices.Lease down = cache.lease(0, Matrix.DOWN, ROWS, 64, 8);
                QuantizedMatrices.Lease wide = cache.lease(0, Matrix.DOWN, ROWS, COLUMNS, 8);
                QuantizedMatrices.Lease int4 = lease(cache, 0, ROWS, 4);
                QuantizedMatrices.Lease half = lease(cache, 0, 96, 4)) {
            assertThat(cache.size()).isEqualTo(4);
            assertThat(down.matrix().weight().getShape().get(1)).isEqualTo(64);
            assertThat(wide.matrix().weight().getShape().get(1)).isEqualTo(COLUMNS);
            assertThat(product(half.matrix())[5]).isEqualTo(product(int4.matrix())[5]);
        }
    }

    @Test
    void theLeastRecentlyUsedGoesWhenTheBudgetIsFull() {
        try (QuantizedMatrices cache = cache(2 * INT4)) {
            NDArray first = used(cache, 0);
            used(cache, 1);
            assertThat(used(cache, 0)).isSameAs(first);
            used(cache, 2);
            assertThat(cache.size()).isEqualTo(2);
            assertThat(cache.bytes()).isEqualTo(2 * INT4);
            assertThat(used(cache, 0)).as("used since, so it stayed").isSameAs(first);
            used(cache, 1);
            used(cache, 2);
            assertThat(used(cache, 0)).as("gone in between").isNotSameAs(first);
        }
    }

    private static NDArray used(QuantizedMatrices cache, int layer) {
        try (QuantizedMatrices.Lease lease = lease(cache, layer, ROWS, 4)) {
            return lease.matrix().weight();
        }
    }

    @Test
    void whatIsLeasedStaysThoughThereIsNoRoom() {
        try (QuantizedMatrices cache = cache(INT4)) {
            List<QuantizedMatrices.Lease> leases = new ArrayList<>();
            for (int layer = 0; layer < 3; layer++) {
                leases.add(lease(cache, layer, ROWS, 4));
            }
            assertThat(cache.bytes()).isEqualTo(3 * INT4);
            for (QuantizedMatrices.Lease lease : leases) {
                assertThat(product(lease.matrix())).doesNotContain(Float.NaN).hasSize(2 * ROWS);
            }
            leases.forEach(QuantizedMatrices.Lease::close);
            assertThat(cache.bytes()).isEqualTo(INT4);
        }
    }

    @Test
    void severalAtOnceShareOneComputation() throws Exception {
        AtomicInteger computed = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (QuantizedMatrices cache = new QuantizedMatrices(
                Quantizer.packing(kernels),
                (layer, matrix) -> {
                    computed.incrementAndGet();
                    return weight;
                },
                Long.MAX_VALUE)) {
            float[] expected = leasedProduct(cache, 0);
            List<Future<float[]>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int layer = i % 7;
                all.add(threads.submit(() -> leasedProduct(cache, layer)));
            }
            for (Future<float[]> one : all) {
                assertThat(one.get()).isEqualTo(expected);
            }
            assertThat(computed).hasValue(7);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void severalAtOnceEvictWhatOthersDoNotUse() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (QuantizedMatrices cache = cache(2 * INT4)) {
            float[] expected = leasedProduct(cache, 0);
            List<Future<float[]>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int layer = i * i % 11;
                all.add(threads.submit(() -> leasedProduct(cache, layer)));
            }
            for (Future<float[]> one : all) {
                assertThat(one.get()).isEqualTo(expected);
            }
            assertThat(cache.bytes()).isEqualTo(2 * INT4);
        } finally {
            threads.shutdown();
        }
    }

    private float[] leasedProduct(QuantizedMatrices cache, int layer) {
        try (QuantizedMatrices.Lease lease = lease(cache, layer, ROWS, 4)) {
            return product(lease.matrix());
        }
    }

    @Test
    void aWidthThatGroupsDoNotDivideIsRefusedByName() {
        try (QuantizedMatrices cache = cache(INT4)) {
            assertThatThrownBy(() -> cache.lease(5, Matrix.DOWN, ROWS, 72, 4))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("layer 5, down [192, 72] at 4 bits: groups of 32 do not divide")
                    .hasMessageEndingWith("choose another width, or 8 bits");
            assertThat(cache.size()).isZero();
        }
    }
}
