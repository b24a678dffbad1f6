package llamanas.engine.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.TimerGraphStageLogic;
import java.time.Duration;

/**
 * Ends a connection on which nothing is asked for long, while a request may take its time: a client that sends nothing, or its
 * header byte by byte, does not keep the connection. For the idle timeout of akka-http a coordinator that opens a large model and
 * a client that is silent are the same.
 */
final class Patience extends GraphStage<BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse>> {
    private static final Duration TICK = Duration.ofMillis(500);

    private final Duration first;
    private final Duration next;
    private final Runnable ended;
    private final Inlet<HttpRequest> fromClient = Inlet.create("fromClient");
    private final Outlet<HttpRequest> toRoutes = Outlet.create("toRoutes");
    private final Inlet<HttpResponse> fromRoutes = Inlet.create("fromRoutes");
    private final Outlet<HttpResponse> toClient = Outlet.create("toClient");

    /**
     * For one connection.
     *
     * @param first how long the first request may take to arrive
     * @param next how long any other
     * @param ended called once, when the connection has ended
     */
    Patience(Duration first, Duration next, Runnable ended) {
        this.first = first;
        this.next = next;
        this.ended = ended;
    }

    @Override
    public BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape() {
        return new BidiShape<>(fromClient, toRoutes, fromRoutes, toClient);
    }

    @Override
    public TimerGraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private int asked;
        private int answered;
        private long since = System.nanoTime();

        Logic() {
            super(shape());
            setHandler(fromClient, new AbstractInHandler() {
                @Override
                public void onPush() {
                    asked++;
                    push(toRoutes, grab(fromClient));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(toRoutes);
                }
            });
            setHandler(toRoutes, new Passing<>(fromClient));
            setHandler(fromRoutes, new AbstractInHandler() {
                @Override
                public void onPush() {
                    answered++;
                    since = System.nanoTime();
                    push(toClient, grab(fromRoutes));
                }
            });
            setHandler(toClient, new Passing<>(fromRoutes));
        }

        /** Demand, and the end of it, go through. */
        private final class Passing<T> extends AbstractOutHandler {
            private final Inlet<T> from;

            Passing(Inlet<T> from) {
                this.from = from;
            }

            @Override
            public void onPull() {
                if (!hasBeenPulled(from) && !isClosed(from)) {
                    pull(from);
                }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                cancel(from, cause);
            }
        }

        @Override
        public void preStart() {
            scheduleAtFixedRate("tick", TICK, TICK);
        }

        @Override
        public void onTimer(Object key) {
            Duration allowed = asked == 0 ? first : next;
            if (asked == answered && System.nanoTime() - since > allowed.toNanos()) {
                completeStage();
            }
        }

        @Override
        public void postStop() {
            ended.run();
        }
    }
}
