#include "core/support/fork_gate.h"

namespace trimtab {
namespace {

std::shared_mutex& gate() {
  static std::shared_mutex of_the_process;
  return of_the_process;
}

}  // namespace

WritesProgram writes_program(mode_t mode) { return (mode & 0111U) != 0 ? WritesProgram(gate()) : WritesProgram(); }

ForksProcess forks_process() { return ForksProcess(gate()); }

}  // namespace trimtab
