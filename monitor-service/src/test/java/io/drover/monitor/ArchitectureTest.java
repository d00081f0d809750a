package io.drover.monitor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.drover.monitor",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noServiceImportsAnother =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.drover.backup..", "io.drover.migration..", "io.drover.cli..");

  @ArchTest
  static final ArchRule kafkaIsTheBussBusiness =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyControllersTheirFilterAndFactoriesKnowMicronaut =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Factory")
          .and()
          .haveSimpleNameNotEndingWith("Controller")
          .and()
          .haveSimpleNameNotEndingWith("Filter")
          .and()
          .haveNameNotMatching(".*\\.\\$.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micronaut..");

  @ArchTest
  static final ArchRule theProjectionKnowsNeitherWebNorProbes =
      noClasses()
          .that()
          .resideInAPackage("..projection..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..monitor.web..", "..monitor.probe..", "..monitor.wiring..", "..monitor.request..");
}
