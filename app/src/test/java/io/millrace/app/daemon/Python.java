package io.millrace.app.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The interpreter of Python. */
public final class Python {
    private Python() {}

    /** The program itself, and not what chooses one of several versions and takes its time for it. */
    public static String executable() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("python3 does not run");
        }
        return path;
    }
}
