package io.drover.localstack;

/** A JVM that finds so many ports and prints them. */
final class PortFinder {
  private PortFinder() {}

  public static void main(String[] arguments) {
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      System.out.println(FreePorts.any());
    }
  }
}
