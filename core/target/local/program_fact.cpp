#include <unistd.h>

#include <array>

#include "core/support/text.h"
#include "core/target/local/facts.h"

namespace trimtab {
namespace {

constexpr std::array<std::string_view, 6> system_directories{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
                                                             "/usr/bin",        "/sbin",          "/bin"};
constexpr Duration version_timeout = std::chrono::seconds(20);

/// Through links: distributions put them where programs are looked for.
bool is_program(const Path& path) {
  std::error_code problem;
  return std::filesystem::is_regular_file(path, problem) && ::access(path.c_str(), X_OK) == 0;
}

std::vector<Path> directories_of(const LocalSite& site, const Value& spec) {
  std::vector<Path> directories;
  for (const Value& given : spec.value("paths", Value::array())) directories.emplace_back(given.get<std::string>());
  directories.insert(directories.end(), system_directories.begin(), system_directories.end());
  const auto& more = site.caller.program_directories;
  directories.insert(directories.end(), more.begin(), more.end());
  return directories;
}

Result<std::string> version_of(const LocalSite& site, const Path& program, const Value& arguments) {
  if (arguments.empty()) return std::string();
  Command command;
  command.arguments.push_back(program.native());
  for (const Value& argument : arguments) command.arguments.push_back(argument.get<std::string>());
  command.environment = {{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}, {"LC_ALL", "C"}};
  const auto exit = site.seams.processes.run(command, version_timeout, 4096);
  if (!exit) return std::string();  // it is there, and does not run: the plugin judges by the missing version
  for (const std::string& line : split(exit->output, '\n')) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) return printable(line);
  }
  return std::string();
}

}  // namespace

Result<Value> program_fact(const LocalSite& site, const Value& spec) {
  const std::vector<Path> directories = directories_of(site, spec);
  for (const Path& directory : directories) {
    for (const Value& name : spec.at("names")) {
      const Path program = directory / name.get<std::string>();
      if (!is_program(program)) continue;
      TRIMTAB_TRY(const std::string version, version_of(site, program, spec.value("version", Value::array())));
      return Value{{"found", true}, {"path", program.native()}, {"name", name}, {"version", version}};
    }
  }
  Value searched = Value::array();
  for (const Path& directory : directories) searched.push_back(directory.native());
  return Value{{"found", false}, {"searched", std::move(searched)}};
}

}  // namespace trimtab
