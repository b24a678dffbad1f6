package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("outage of " + OutageTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Hand clock = new Hand();
    private final Outage outage = new Outage(logger, "the journal can't be written", clock);

    /** A clock that is turned by hand. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void listen() {
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(lines);
        lines.start();
    }

    private List<String> said() {
        List<String> said =
                lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        lines.list.clear();
        return said;
    }

    private void failed(int times, String why) {
        for (int i = 0; i < times; i++) {
            clock.now = clock.now.plus(Duration.ofSeconds(1));
            outage.failed(why);
        }
    }

    @Test
    void peopleAreToldOnceAndWhenItIsOver() {
        outage.over();
        assertThat(outage.trouble()).isEmpty();
        assertThat(said()).as("nothing was wrong").isEmpty();

        failed(500, "disk full");
        assertThat(outage.trouble()).contains("the journal can't be written: disk full");
        assertThat(said()).containsExactly("the journal can't be written: disk full; trying again until it works");

        outage.over();
        outage.over();
        assertThat(outage.trouble()).isEmpty();
        assertThat(said()).containsExactly("It works again after 499 s: the journal can't be written");

        failed(1, "disk full");
        assertThat(said()).as("another outage is told again").hasSize(1);
    }

    @Test
    void aLongOutageIsRememberedAndAnotherCauseIsTold() {
        failed(1801, "disk full");
        assertThat(said()).as("at once, and every ten minutes").hasSize(4);
        failed(61, "connection refused");
        assertThat(said())
                .containsExactly("the journal can't be written: connection refused; trying again until it works");
        for (int i = 0; i < 60; i++) {
            failed(1, "a");
            failed(1, "b");
        }
        assertThat(said()).as("causes that take turns").hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void wrappersOfAFailureAreNotShown() {
        IOException full = new IOException("No space left on device");
        assertThat(Outage.message(full)).isEqualTo("No space left on device");
        assertThat(Outage.message(new CompletionException(new UncheckedIOException(full))))
                .isEqualTo("No space left on device");
        assertThat(Outage.message(new CompletionException(new UncheckedIOException("can't write\n  x", full))))
                .isEqualTo("can't write x (No space left on device)");
        assertThat(Outage.message(new NullPointerException())).isEqualTo("java.lang.NullPointerException");
    }

    /** Akka goes on with the same object when the journal has failed: what changes in it would be of before. */
    @Test
    void actorsWithAJournalHaveNoFieldThatOutlivesARestart() {
        assertThat(Stream.of(SearchCoordinator.class, Catalogue.class)
                        .flatMap(type -> Stream.of(type.getDeclaredFields()))
                        .filter(field -> !Modifier.isFinal(field.getModifiers()))
                        .map(field -> field.getName()))
                .as("fields that change; this one is made anew after every recovery")
                .containsExactly("helpers");
    }
}
