package io.drover.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.drover.cli", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule theCommandImportsNoService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.drover.service..",
              "io.drover.backup..",
              "io.drover.migration..",
              "io.drover.monitor..");

  @ArchTest
  static final ArchRule kafkaIsReachedThroughTheBusOnly =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..");
}
