package io.drover.cli;

import io.drover.cli.terminal.Style;
import io.drover.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and where its help is: the help itself would hide it. */
record UsageErrors(Terminal terminal) implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    terminal
        .err()
        .println(
            terminal.styled(Style.RED, "✗")
                + " "
                + String.valueOf(mistake.getMessage()).replaceAll("\\p{Cntrl}", " "));
    UnmatchedArgumentException.printSuggestions(mistake, command.getErr());
    terminal
        .err()
        .println(
            "  help: "
                + terminal.bold("./" + command.getCommandSpec().qualifiedName() + " --help"));
    terminal.err().flush();
    return ExitCode.USAGE;
  }
}
