package llamanas.engine.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A database that loses connections in the middle of a commit, each time that a test has planned: {@code jdbc:flaky:} and the URL
 * of the database underneath. Whoever commits can't know whether it was done.
 */
public final class FlakyDriver implements Driver {
    private static final String PREFIX = "jdbc:flaky:";

    /** When the connection is lost. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    private static final Map<Integer, Moment> PLAN = new ConcurrentHashMap<>();
    private static final AtomicInteger COMMITS = new AtomicInteger();
    private static final AtomicInteger LOST = new AtomicInteger();

    static {
        try {
            DriverManager.registerDriver(new FlakyDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Begins to count, from 0. */
    public static void plan(Map<Integer, Moment> lost) {
        PLAN.clear();
        PLAN.putAll(lost);
        COMMITS.set(0);
        LOST.set(0);
    }

    /** How many commits were lost. */
    public static int lost() {
        return LOST.get();
    }

    /** How many commits there were, those that were lost among them. */
    public static int commits() {
        return COMMITS.get();
    }

    public static String url(String underneath) {
        return PREFIX + underneath;
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        Connection real = DriverManager.getConnection(url.substring(PREFIX.length()), info);
        return (Connection) Proxy.newProxyInstance(
                FlakyDriver.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("commit") ? commit(real) : invoke(real, method, arguments));
    }

    private static @Nullable Object commit(Connection real) throws SQLException {
        @Nullable Moment lost = PLAN.get(COMMITS.getAndIncrement());
        if (lost == Moment.BEFORE) {
            real.rollback();
        } else {
            real.commit();
        }
        if (lost != null) {
            LOST.incrementAndGet();
            throw new SQLException("the connection is lost", "08006");
        }
        return null;
    }

    private static @Nullable Object invoke(Connection real, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
