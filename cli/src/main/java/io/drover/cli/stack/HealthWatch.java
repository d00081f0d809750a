package io.drover.cli.stack;

import io.drover.cli.terminal.Steps;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Tells of problems that services name, once when each shows and once when it is gone. */
final class HealthWatch {
  private final Steps steps;
  private Set<String> told = Set.of();

  HealthWatch(Steps steps) {
    this.steps = steps;
  }

  /** Takes a look. All services read the same file: what several say is told once. */
  void look(List<Member> members) {
    Set<String> now = new LinkedHashSet<>();
    members.stream()
        .filter(Member::isService)
        .forEach(member -> now.addAll(Health.of(member.port()).problems()));
    now.stream().filter(problem -> !told.contains(problem)).forEach(steps::note);
    told.stream()
        .filter(problem -> !now.contains(problem))
        .forEach(problem -> steps.done("mended: " + problem));
    told = now;
  }
}
