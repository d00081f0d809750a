package io.drover.migration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.drover.migration",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noServiceImportsAnother =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.drover.backup..", "io.drover.monitor..", "io.drover.cli..");

  @ArchTest
  static final ArchRule kafkaIsTheBussBusiness =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyFactoriesKnowMicronaut =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Factory")
          .and()
          .haveNameNotMatching(".*\\.\\$.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micronaut..");

  @ArchTest
  static final ArchRule onlyItsPackageKnowsFlyway =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.drover.migration.flyway..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.flywaydb..");
}
