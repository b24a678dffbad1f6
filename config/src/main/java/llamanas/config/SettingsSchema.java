package llamanas.config;

/** The keys of a settings file. A new key goes here, into llamanas-reference.conf, and into {@link SettingsReader}. */
final class SettingsSchema {
    static final Schema SETTINGS = Schema.values("data")
            .with("http", Schema.values("host", "port", "token"))
            .with("cluster", Schema.values("host", "port", "join"))
            .with("worker", Schema.values("device", "slots", "threads"))
            .with("files", Schema.values("roots", "out"))
            .with("database", Schema.values("url", "user", "password", "driver", "profile"));

    private SettingsSchema() {}
}
