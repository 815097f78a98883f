#pragma once

#include <sys/types.h>

#include <mutex>
#include <shared_mutex>

namespace trimtab {

/// A program that anybody has open for writing cannot be executed ("Text file busy"), and a process that is forked
/// while we write one has it open until it executes something itself. So no process is forked while a program is
/// written. One gate for the whole process, because its descriptors are the whole process's.
using WritesProgram = std::shared_lock<std::shared_mutex>;
using ForksProcess = std::unique_lock<std::shared_mutex>;

/// To be held while a file of this mode is open for writing: the gate where it can be executed, else nothing.
[[nodiscard]] WritesProgram writes_program(mode_t mode);
/// To be held from before a fork until the new process has closed what it inherited.
[[nodiscard]] ForksProcess forks_process();

}  // namespace trimtab
