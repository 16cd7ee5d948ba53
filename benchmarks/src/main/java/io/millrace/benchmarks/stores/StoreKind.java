package io.millrace.benchmarks.stores;

/** A lease store that is measured, and what it is on. */
enum StoreKind {
    /** In the memory of this process: what is left is the benchmark's own. */
    MEMORY("memory", "memory"),
    SQLITE("sqlite", "a file of SQLite"),
    POSTGRESQL("postgresql", "PostgreSQL"),
    DYNAMODB("dynamodb", "DynamoDB Local"),
    KCL("kcl", "KCL's table on DynamoDB Local");

    private final String id;
    private final String title;

    StoreKind(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** In lines of JSON, and on the command line. */
    String id() {
        return id;
    }

    /** In the table. */
    String title() {
        return title;
    }
}
