package io.millrace.architecture.planted.domain;

import io.millrace.architecture.planted.ports.source.Source;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

class MeetsTheWorld {
    private static final Logger LOG = Logger.getLogger("planted");

    Source port;
    File file;
    URI address;
    Path path;
    AtomicLong counter;
    UUID id;
    Process process;

    void speaks() {
        LOG.info(System.getenv("HOME")
                + System.getProperty("user.home")
                + System.lineSeparator()
                + Thread.currentThread().getName()
                + Runtime.getRuntime().availableProcessors());
    }
}
