#pragma once

#include "core/support/processes.h"

namespace trimtab::test {

/// Passes everything on to real processes: a test takes its own part in what it overrides.
class PassingProcesses : public Processes {
 public:
  explicit PassingProcesses(Processes& real) : real_(real) {}

  Result<Exit> run(const Command& command, Duration timeout, std::size_t limit) override {
    return real_.run(command, timeout, limit);
  }
  Result<ProcessIdentity> start_detached(const Command& command, const Path& log) override {
    return real_.start_detached(command, log);
  }
  [[nodiscard]] std::optional<ProcessIdentity> identify(pid_t pid) const override { return real_.identify(pid); }
  Status signal(const ProcessIdentity& process, int number, bool group) override {
    return real_.signal(process, number, group);
  }
  [[nodiscard]] std::vector<ProcessIdentity> session(pid_t leader) const override { return real_.session(leader); }

 private:
  Processes& real_;
};

}  // namespace trimtab::test
