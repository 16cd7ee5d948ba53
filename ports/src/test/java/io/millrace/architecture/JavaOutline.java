package io.millrace.architecture;

import com.google.common.collect.ImmutableList;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import io.millrace.architecture.SourceTree.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the compiler's parser sees in a file, as far as the rules of tidiness ask.
 *
 * @param methods those with a body
 * @param locks the lines of synchronized blocks and methods
 */
record JavaOutline(ImmutableList<Method> methods, ImmutableList<Long> locks) {
    /**
     * @param line where its body begins
     * @param lines of the body, both braces counted
     */
    record Method(String name, long line, long lines) {}

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(problem -> {}, null, null);
    private static final Map<Source, JavaOutline> SEEN = new ConcurrentHashMap<>();

    static JavaOutline of(Source source) {
        return SEEN.computeIfAbsent(source, JavaOutline::parse);
    }

    private static JavaOutline parse(Source source) {
        JavacTask task = (JavacTask)
                COMPILER.getTask(null, FILES, problem -> {}, List.of("-proc:none"), null, List.of(inMemory(source)));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            Scanner scanner = new Scanner(unit, Trees.instance(task).getSourcePositions());
            scanner.scan(unit, null);
            return new JavaOutline(scanner.methods.build(), scanner.locks.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaFileObject inMemory(Source source) {
        return new SimpleJavaFileObject(URI.create("string:///" + source.path()), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source.text();
            }
        };
    }

    private static final class Scanner extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final ImmutableList.Builder<Method> methods = ImmutableList.builder();
        private final ImmutableList.Builder<Long> locks = ImmutableList.builder();

        Scanner(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
                locks.add(firstLine(method));
            }
            if (method.getBody() != null) {
                long first = firstLine(method.getBody());
                long last = lines().getLineNumber(positions.getEndPosition(unit, method.getBody()));
                methods.add(new Method(method.getName().toString(), first, last - first + 1));
            }
            return super.visitMethod(method, nothing);
        }

        @Override
        public Void visitSynchronized(SynchronizedTree block, Void nothing) {
            locks.add(firstLine(block));
            return super.visitSynchronized(block, nothing);
        }

        private long firstLine(Tree tree) {
            return lines().getLineNumber(positions.getStartPosition(unit, tree));
        }

        private LineMap lines() {
            return unit.getLineMap();
        }
    }
}
