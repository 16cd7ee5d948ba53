package io.millrace.app;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
abstract class BaseCommand implements Callable<Integer> {
    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    final LoggingOptions logging() {
        return logging;
    }

    final CommandSpec spec() {
        return spec;
    }

    /** @throws ParameterException with the problem when the condition does not hold */
    final void require(boolean condition, String problem) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), problem);
        }
    }

    /**
     * Makes something of the options.
     *
     * @param making throws an {@link IllegalArgumentException} that names what is wrong
     * @throws ParameterException when it does: a mistake of the command line
     */
    final <T> T check(Supplier<T> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
