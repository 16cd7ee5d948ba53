package io.millrace.benchmarks.run;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;

/**
 * Where things are and how they are started.
 *
 * @param root the checkout
 * @param scratch a folder for logs and reports
 * @param millraceOptions options of the Java virtual machine for Millrace's daemon
 * @param kclOptions likewise for that of the Kinesis Client Library
 */
public record Workplace(
        Path root, Path scratch, ImmutableList<String> millraceOptions, ImmutableList<String> kclOptions) {
    Path children() {
        return root.resolve("benchmarks/children");
    }

    Path pythonPackage() {
        return root.resolve("python");
    }

    Path kclJars() {
        return root.resolve("benchmarks/target/kcl");
    }

    Path millraceJar() {
        return root.resolve("app/target/millrace.jar");
    }

    /** The archive of classes that {@code millrace archive} has made. */
    Path millraceArchive() {
        return root.resolve("app/target/millrace.jsa");
    }

    /** The virtual machine that runs this. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
