// What the native servers have in common with the others: the first line says the port, each line of standard input is
// answered, and the program ends when there is no more of it.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

inline constexpr size_t max_message = 64 * 1024 * 1024;

// Answers `--version`, if that is what was asked.
inline void answer_version(int count, char** arguments, const char* version) {
  if (count < 2 || std::string(arguments[1]) != "--version") return;
  std::puts(version);
  std::exit(0);
}

inline void ready(int port) {
  std::printf("%d\n", port);
  std::fflush(stdout);
  std::thread([] {
    for (std::string line; std::getline(std::cin, line);) {
      std::printf("done\n");
      std::fflush(stdout);
    }
    std::_Exit(0);
  }).detach();
}
