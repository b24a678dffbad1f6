package llamanas.engine.cli;

/** How a command prints data. */
enum Format {
    table,
    csv,
    json
}
