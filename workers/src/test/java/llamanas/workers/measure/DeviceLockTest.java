package llamanas.workers.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeviceLockTest {
    private final DeviceLock lock = new DeviceLock("cpu", Duration.ofSeconds(20));
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private Thread start(Runnable work) {
        Thread thread = new Thread(work);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void untilBlocked(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    /** An evaluation that goes on until the test lets it end. */
    private CountDownLatch evaluation() {
        CountDownLatch entered = new CountDownLatch(1);
        start(() -> lock.shared(() -> {
            entered.countDown();
            return await(release);
        }));
        return entered;
    }

    @Test
    void evaluationsShareTheDevice() {
        CountDownLatch first = evaluation();
        CountDownLatch second = evaluation();
        assertThat(await(first) && await(second)).isTrue();
    }

    @Test
    void aMeasurementWaitsForEvaluationsAndGoesBeforeLaterOnes() {
        assertThat(await(evaluation())).isTrue();
        List<String> order = new CopyOnWriteArrayList<>();
        untilBlocked(start(() -> lock.alone(() -> order.add("measurement"))));
        untilBlocked(start(() -> lock.shared(() -> order.add("evaluation"))));
        assertThat(order).isEmpty();
        release.countDown();
        for (Thread thread : threads) {
            join(thread);
        }
        assertThat(order).containsExactly("measurement", "evaluation");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void oneMeasurementAtATime() {
        CountDownLatch entered = new CountDownLatch(1);
        start(() -> lock.alone(() -> {
            entered.countDown();
            return await(release);
        }));
        assertThat(await(entered)).isTrue();
        List<String> order = new CopyOnWriteArrayList<>();
        Thread second = start(() -> lock.alone(() -> order.add("second")));
        untilBlocked(second);
        assertThat(order).isEmpty();
        release.countDown();
        join(second);
        assertThat(order).containsExactly("second");
    }

    @Test
    void waitingEnds() {
        DeviceLock impatient = new DeviceLock("gpu:0", Duration.ofMillis(1));
        CountDownLatch entered = new CountDownLatch(1);
        start(() -> impatient.shared(() -> {
            entered.countDown();
            return await(release);
        }));
        assertThat(await(entered)).isTrue();
        assertThatThrownBy(() -> impatient.alone(() -> 1))
                .isInstanceOf(DeviceLock.BusyException.class)
                .hasMessageContaining("a measurement waited 0 s for gpu:0");
    }

    @Test
    void whoSharesTheDeviceDoesNotWaitForItself() {
        assertThatThrownBy(() -> lock.shared(() -> lock.alone(() -> 1))).isInstanceOf(IllegalStateException.class);
        assertThat(lock.alone(() -> 5)).as("nothing is held any more").isEqualTo(5);
    }

    @Test
    void anInterruptedThreadStopsWaiting() {
        assertThat(await(evaluation())).isTrue();
        List<String> said = new CopyOnWriteArrayList<>();
        Thread waiting = start(() -> {
            try {
                lock.alone(() -> said.add("measured"));
            } catch (DeviceLock.BusyException e) {
                said.add(Thread.currentThread().isInterrupted() + " " + e.getMessage());
            }
        });
        untilBlocked(waiting);
        waiting.interrupt();
        join(waiting);
        assertThat(said).containsExactly("true a measurement was told to stop while it waited for cpu");
    }

    @Test
    void aDeviceHasOneLock() {
        assertThat(DeviceLock.of("cpu")).isSameAs(DeviceLock.of("cpu")).isNotSameAs(DeviceLock.of("gpu:0"));
    }
}
