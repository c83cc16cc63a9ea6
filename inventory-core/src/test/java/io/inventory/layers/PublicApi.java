package io.inventory.layers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is API: the public types of {@link #PACKAGES} keep their promises from release to release. All other packages may
 * change in any release, although some of their types are public, for the packages above them. (The stubs in {@code
 * io.inventory.v1} and {@code io.inventory.events.v1} are what the {@code .proto} files promise.)
 */
public final class PublicApi {
    /** One by one, without the packages below them. */
    public static final Set<String> PACKAGES =
            Set.of("io.inventory", "io.inventory.memory", "io.inventory.jdbi", "io.inventory.client");

    private PublicApi() {}

    /** The compiled classes of the module that a class belongs to, without its tests. */
    public static JavaClasses moduleOf(Class<?> one) {
        return new ClassFileImporter()
                .importUrl(one.getProtectionDomain().getCodeSource().getLocation());
    }

    /**
     * Public types of a package show, in signatures, supertypes and bounds, nothing but the JDK and API.
     *
     * @param others packages of other libraries that they may show as well
     */
    public static ArchRule showsOnlyApi(String apiPackage, String... others) {
        return classes().that().resideInAPackage(apiPackage).and().arePublic().should(new ShowOnlyApi(Set.of(others)));
    }

    private static final class ShowOnlyApi extends ArchCondition<JavaClass> {
        private final Set<String> others;

        ShowOnlyApi(Set<String> others) {
            super("show only types of the JDK and of the API");
            this.others = others;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            type.getSuperclass().ifPresent(above -> checkAbove(type, above, events));
            Stream.of(type.getInterfaces(), type.getTypeParameters())
                    .flatMap(Collection::stream)
                    .forEach(shown -> checkShown(type.getFullName(), shown, events));
            for (JavaMember member : type.getMembers())
                if (isVisible(member))
                    for (JavaType shown : typesOf(member)) checkShown(member.getFullName(), shown, events);
        }

        /** Of a superclass that users cannot name they see its members, as the type's own. */
        private void checkAbove(JavaClass type, JavaType above, ConditionEvents events) {
            boolean isOwn = above.toErasure().getPackageName().equals(type.getPackageName());
            if (isOwn && !isPublic(above.toErasure())) check(above.toErasure(), events);
            else checkShown(type.getFullName(), above, events);
        }

        private static boolean isVisible(JavaMember member) {
            Set<JavaModifier> modifiers = member.getModifiers();
            return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                    && !modifiers.contains(JavaModifier.SYNTHETIC);
        }

        private static List<? extends JavaType> typesOf(JavaMember member) {
            if (member instanceof JavaField field) return List.of(field.getType());
            JavaCodeUnit unit = (JavaCodeUnit) member;
            return Stream.of(
                            List.of(unit.getReturnType()),
                            unit.getParameterTypes(),
                            unit.getTypeParameters(),
                            unit.getThrowsClause().getTypes())
                    .flatMap(Collection::stream)
                    .toList();
        }

        private void checkShown(String where, JavaType shown, ConditionEvents events) {
            for (JavaClass raw : shown.getAllInvolvedRawTypes()) {
                JavaClass type = raw.getBaseComponentType();
                if (!isAllowed(type))
                    events.add(SimpleConditionEvent.violated(type, where + " shows " + type.getFullName()));
            }
        }

        private boolean isAllowed(JavaClass type) {
            String name = type.getPackageName();
            return type.isPrimitive()
                    || name.startsWith("java.")
                    || name.startsWith("javax.")
                    || others.contains(name)
                    || (PACKAGES.contains(name) && isPublic(type));
        }

        private static boolean isPublic(JavaClass type) {
            return type.getModifiers().contains(JavaModifier.PUBLIC)
                    && type.getEnclosingClass().map(ShowOnlyApi::isPublic).orElse(true);
        }
    }
}
