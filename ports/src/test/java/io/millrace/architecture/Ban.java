package io.millrace.architecture;

import com.google.common.collect.ImmutableList;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * Something of a library that a part of the house must not touch.
 *
 * @param owner full name of the class
 * @param member a method, {@code <init>} for constructors, {@code *} for the class as a whole
 * @param parametersAtMost only overloads with so many parameters or fewer
 * @param instead what to do, printed with a violation
 */
record Ban(String owner, String member, int parametersAtMost, String instead) {
    static final String CONSTRUCTOR = "<init>";
    private static final String WHOLE_CLASS = "*";

    /** Classes as a whole: not called, not declared, not extended. */
    static ImmutableList<Ban> types(String instead, String... owners) {
        return ImmutableList.copyOf(owners).stream()
                .map(owner -> new Ban(owner, WHOLE_CLASS, Integer.MAX_VALUE, instead))
                .collect(ImmutableList.toImmutableList());
    }

    /** Methods, called on subtypes too; or constructors, of exactly this class. As calls and as references. */
    static ImmutableList<Ban> members(String instead, String owner, String... members) {
        return overloads(instead, Integer.MAX_VALUE, owner, members);
    }

    /** Like {@link #members}, sparing the overloads with more parameters. */
    static ImmutableList<Ban> overloads(String instead, int parametersAtMost, String owner, String... members) {
        return ImmutableList.copyOf(members).stream()
                .map(member -> new Ban(owner, member, parametersAtMost, instead))
                .collect(ImmutableList.toImmutableList());
    }

    /** How a violation of this ban begins. */
    String title() {
        return owner + "." + member;
    }

    private boolean forbids(JavaAccess<?> access) {
        if (!(access instanceof JavaCodeUnitAccess<?> call)
                || !call.getName().equals(member)
                || call.getTarget().getRawParameterTypes().size() > parametersAtMost) {
            return false;
        }
        boolean declared = call.getTarget()
                .resolveMember()
                .map(member -> member.getOwner().getFullName().equals(owner))
                .orElseGet(() -> call.getTargetOwner().getFullName().equals(owner));
        return declared || (isInherited(call) && call.getTargetOwner().isAssignableTo(owner));
    }

    /** Constructors and static methods belong to one class; another's of the same name is another thing. */
    private static boolean isInherited(JavaCodeUnitAccess<?> call) {
        return !call.getName().equals(CONSTRUCTOR)
                && call.getTarget()
                        .resolveMember()
                        .map(member -> !member.getModifiers().contains(JavaModifier.STATIC))
                        .orElse(true);
    }

    private boolean forbids(Dependency dependency) {
        return member.equals(WHOLE_CLASS)
                && dependency
                        .getTargetClass()
                        .getBaseComponentType()
                        .getFullName()
                        .equals(owner);
    }

    /** Holds for a class that touches none of these. */
    static ArchCondition<JavaClass> touchNoneOf(ImmutableList<Ban> bans) {
        return new ArchCondition<>("touch nothing that is banned there") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaAccess<?> access : item.getAccessesFromSelf()) {
                    bans.stream()
                            .filter(ban -> ban.forbids(access))
                            .forEach(ban -> report(item, ban, access.getDescription(), events));
                }
                for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                    bans.stream()
                            .filter(ban -> ban.forbids(dependency))
                            .forEach(ban -> report(item, ban, dependency.getDescription(), events));
                }
            }
        };
    }

    private static void report(JavaClass item, Ban ban, String where, ConditionEvents events) {
        events.add(SimpleConditionEvent.violated(item, ban.title() + " is banned, " + ban.instead() + ": " + where));
    }
}
