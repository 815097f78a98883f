#include "core/cli/environment.h"

#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace trimtab {

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> variables;
  for (char* const* entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Path account_directory(const std::map<std::string, std::string>& environment, const char* variable,
                       const char* below_home) {
  for (const auto& [name, below] : {std::pair<const char*, Path>(variable, {}), {"HOME", below_home}}) {
    const auto found = environment.find(name);
    if (found != environment.end() && found->second.starts_with('/')) return Path(found->second) / below / "trimtab";
  }
  return {};
}

Path own_executable() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

std::vector<Path> program_directories() {
  const std::string named = environment_variable("TRIMTAB_DEPS");
  const std::string home = environment_variable("HOME");
  if (!named.empty()) return {Path(named) / "bin"};
  return home.empty() ? std::vector<Path>() : std::vector<Path>{Path(home) / ".cache/trimtab/deps/bin"};
}

}  // namespace trimtab
