package llamanas.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a file gets once its substitutions are put in, estimated before they are: thirty lines that each say the one above
 * twice come to a thousand million times the first, which no memory holds.
 */
final class Expansion {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\??([^}]*)}");
    private static final ConfigRenderOptions PLAIN = ConfigRenderOptions.concise();

    /** What a value that names itself grows by each time, at most: e^(1/e). */
    private static final double OWN_GROWTH = Math.exp(1 / Math.E);

    private final ConfigObject root;
    private final IdentityHashMap<ConfigValue, Double> known = new IdentityHashMap<>();
    private final IdentityHashMap<ConfigValue, Boolean> open = new IdentityHashMap<>();

    private Expansion(ConfigObject root) {
        this.root = root;
    }

    /** Characters and elements, roughly, of the whole file after substitution. */
    static double of(ConfigObject unresolved) {
        return new Expansion(unresolved).cost(unresolved);
    }

    private double cost(ConfigValue value) {
        Double before = known.get(value);
        if (before != null) {
            return before;
        }
        open.put(value, true);
        Collection<? extends ConfigValue> inner = inner(value);
        double cost = 1
                + (inner.isEmpty()
                        ? ofText(value)
                        : inner.stream().mapToDouble(this::cost).sum());
        open.remove(value);
        known.put(value, cost);
        return cost;
    }

    /**
     * What is inside of an object or a list; empty for all else, and where that can't be said before substitution. By its keys: the library
     * puts an object's values into a set, where equal ones become one, and whose hashes go through all that is below.
     */
    static Collection<? extends ConfigValue> inner(ConfigValue value) {
        try {
            return value instanceof ConfigObject object
                    ? object.keySet().stream().map(object::get).toList()
                    : value instanceof ConfigList list ? list : List.<ConfigValue>of();
        } catch (ConfigException.NotResolved e) {
            return List.of();
        }
    }

    private double ofText(ConfigValue value) {
        String text = text(value);
        double cost = text.length();
        double growth = 1;
        Matcher references = REFERENCE.matcher(text);
        while (references.find()) {
            ConfigValue target = target(references.group(1));
            if (open.containsKey(target)) {
                growth *= OWN_GROWTH;
            } else {
                cost += cost(target);
            }
        }
        return cost * growth;
    }

    private static String text(ConfigValue value) {
        try {
            return value.valueType() == ConfigValueType.STRING
                    ? String.valueOf(value.unwrapped()).replace('$', ' ')
                    : value.render(PLAIN);
        } catch (ConfigException.NotResolved e) {
            return value.render(PLAIN);
        }
    }

    /** The value that a path leads to, or the one on the way that can't be looked into yet. */
    private ConfigValue target(String path) {
        ConfigValue at = root;
        try {
            for (String key : ConfigUtil.splitPath(path)) {
                ConfigValue next = at instanceof ConfigObject object ? object.get(key) : null;
                if (next == null) {
                    return at == root ? root.withOnlyKey("") : at;
                }
                at = next;
            }
        } catch (ConfigException e) {
            // Not resolved, or no path at all, which resolving will say.
            return at == root ? root.withOnlyKey("") : at;
        }
        return at;
    }
}
