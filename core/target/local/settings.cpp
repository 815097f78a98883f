#include "core/target/local/settings.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace trimtab {
namespace {

std::unexpected<Error> wrong(const std::string& setting, const std::string& why, const std::string& next = {}) {
  return fail(Errc::invalid, "E0711", "target.local." + setting + ": " + why, next);
}

std::optional<LocalAccount> account_named(const std::string& name) {
  std::array<char, 16384> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
  return LocalAccount{name, found->pw_uid, found->pw_gid};
}

std::string name_of(uid_t uid) {
  std::array<char, 16384> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return std::to_string(uid);
}

/// Paths below the state directory stand in shell scripts, in search patterns and in line-based files.
bool is_plain_path(const Path& path) {
  const std::string& text = path.native();
  return path.is_absolute() && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' ||
                  c == '_' || c == '-' || c == '+' || c == '@' || c == ',' || c == '~';
         });
}

Result<Path> default_state(const std::string& stack, const LocalCaller& caller) {
  if (caller.root()) return Path("/var/lib/trimtab") / stack;
  const auto variable = [&caller](const char* name) {
    const auto found = caller.environment.find(name);
    return found == caller.environment.end() ? std::string() : found->second;
  };
  if (const std::string home = variable("XDG_STATE_HOME"); home.starts_with('/')) return Path(home) / "trimtab" / stack;
  if (const std::string home = variable("HOME"); home.starts_with('/')) {
    return Path(home) / ".local/state/trimtab" / stack;
  }
  return wrong("stateDir", "it is not set, and neither is HOME", "set target.local.stateDir");
}

Result<Path> state_directory(const std::string& stack, const Value& settings, const LocalCaller& caller) {
  Path state;
  if (const auto given = settings.find("stateDir"); given != settings.end() && !given->is_null()) {
    state = given->get<std::string>();
  } else {
    TRIMTAB_TRY(state, default_state(stack, caller));
  }
  state = state.lexically_normal();
  if (!state.has_filename()) state = state.parent_path();
  if (!is_plain_path(state)) {
    return wrong("stateDir", "\"" + state.native() + "\" must be an absolute path of letters, digits and ._-+@,~");
  }
  if (state == state.root_path()) return wrong("stateDir", "the root directory cannot be one");
  return state;
}

Result<std::optional<LocalAccount>> fixed_account(const Value& settings, const LocalCaller& caller) {
  const std::string user = settings.value("user", std::string());
  if (!caller.root()) {
    if (!user.empty() && user != caller.user) {
      return wrong("user", "only root can run processes as \"" + user + "\"", "run as root, or leave it out");
    }
    return LocalAccount{caller.user, caller.uid, caller.gid};
  }
  if (user.empty()) return std::optional<LocalAccount>();
  auto account = account_named(user);
  if (!account) return wrong("user", "there is no account \"" + user + "\"", "useradd --system " + user);
  if (account->uid == 0) return wrong("user", "processes do not run as root unless a plugin needs it");
  return account;
}

}  // namespace

LocalCaller current_caller() {
  LocalCaller caller{::geteuid(), ::getegid(), name_of(::geteuid()), {}, {}};
  for (char* const* entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (const auto at = text.find('='); at != std::string_view::npos && at > 0) {
      caller.environment.emplace(text.substr(0, at), text.substr(at + 1));
    }
  }
  return caller;
}

Result<LocalSettings> local_settings_from(const std::string& stack, const Value& settings, const LocalCaller& caller) {
  try {
    LocalSettings result;
    result.stack = stack;
    result.root = caller.root();
    result.engine = {caller.user, caller.uid, caller.gid};
    TRIMTAB_TRY(result.state, state_directory(stack, settings, caller));
    TRIMTAB_TRY(result.fixed, fixed_account(settings, caller));
    result.bind = settings.value("bind", result.bind);
    if (const std::string boot = settings.value("boot", std::string("none")); boot != "none") {
      return wrong("boot", "\"" + boot + "\" is not there yet: this target starts nothing at boot by itself",
                   "leave it out and run trimtab apply after a boot");
    }
    return result;
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::invalid, "E0711", std::string("target.local: ") + error.what());
  }
}

}  // namespace trimtab
