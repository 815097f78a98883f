#include "core/plugin/loader.h"

#include <dlfcn.h>
#include <fmt/format.h>

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <cstring>
#include <exception>
#include <utility>

#include <trimtab/abi.h>

#include "core/plugin/plugin_file.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

/// Room for what a plugin of a later minor version may fill in beyond the members known here.
struct PluginRoom {
  trimtab_plugin plugin{};
  char later_members[256 - sizeof(trimtab_plugin)]{};
};

std::string word_after(const std::string& text, const std::string& mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string::npos) return {};
  const std::size_t start = at + mark.size();
  return text.substr(start, text.find_first_of(" ,)\n", start) - start);
}

/// The dynamic linker's message, as the failure it is about.
std::unexpected<Error> linker_failure(const Path& file, const std::string& message) {
  const std::string name = file.string();
  if (const std::string symbol = word_after(message, "undefined symbol: "); !symbol.empty()) {
    return fail(
        Errc::invalid, "E0207",
        fmt::format("{} uses the symbol {}, which neither it nor a library it names defines", name, printable(symbol)),
        "link the plugin with -Wl,-z,defs (trimtab_add_plugin does) and add what is missing");
  }
  if (message.contains("cannot open shared object file")) {
    const std::size_t end = message.find(": cannot open shared object file");
    const std::size_t start = message.find_last_of(" :", end - 1) + 1;
    return fail(Errc::invalid, "E0208",
                fmt::format("{} needs the library {}, which is not installed", name,
                            printable(message.substr(start, end - start))),
                "install it, or link it into the plugin");
  }
  return fail(Errc::invalid, "E0209", fmt::format("{} cannot be loaded: {}", name, printable(message)),
              "build it again on this machine");
}

Result<boost::dll::shared_library> open_library(const Path& file) {
  namespace dll = boost::dll;
  // Never unloaded: threads, exception types and exit handlers of a plugin may outlive its last call.
  const auto keep = static_cast<dll::load_mode::type>(RTLD_NODELETE);
  try {
    return dll::shared_library(file, dll::load_mode::rtld_now | dll::load_mode::rtld_local | keep);
  } catch (const std::exception& error) {
    return linker_failure(file, error.what());
  }
}

/// A plugin in this process.
class Loaded final : public Channel {
 public:
  Loaded(Path file, Lent lent) : file_(std::move(file)), lent_(std::move(lent)) {
    host_ = {sizeof host_, TRIMTAB_ABI_MAJOR, TRIMTAB_ABI_MINOR, 0, this, note, cancelled, extension};
  }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  ~Loaded() override {
    if (open_) room_.plugin.close(room_.plugin.self);
  }

  Status enter() {
    TRIMTAB_TRY(const boost::dll::shared_library library, open_library(file_));
    if (!library.has(TRIMTAB_ENTRY_SYMBOL)) {
      return fail(
          Errc::invalid, "E0220",
          fmt::format("{} exports no {}: it is a library, but no trimtab plugin", file_.string(), TRIMTAB_ENTRY_SYMBOL),
          "end one source file of it with TRIMTAB_PLUGIN(name, version, kinds...)");
    }
    const auto entry = &library.get<std::remove_pointer_t<trimtab_plugin_entry_fn>>(TRIMTAB_ENTRY_SYMBOL);
    TRIMTAB_TRY(const int refused, run_entry(entry));
    TRIMTAB_CHECK(check_abi());
    if (refused != 0) {
      return fail(Errc::invalid, "E0221",
                  fmt::format("the entry of {} returned {}{}", file_.string(), refused,
                              last_note_.empty() ? "" : ": " + printable(last_note_)),
                  "its author can say what it needs");
    }
    TRIMTAB_CHECK(check_functions());
    open_ = true;
    return {};
  }

  [[nodiscard]] Result<RawReply> call(std::string_view method, std::string_view request) override {
    RawReply raw;
    const trimtab_reply reply{&raw, write};
    const trimtab_plugin& plugin = room_.plugin;
    return guarded(
        [&]() -> Result<RawReply> {
          raw.status =
              plugin.call(plugin.self, {method.data(), method.size()}, {request.data(), request.size()}, &reply);
          return std::move(raw);
        },
        "E0228", [](const std::string& what) { return "an exception left the plugin: " + what; });
  }

 private:
  Result<int> run_entry(trimtab_plugin_entry_fn entry) {
    return guarded(
        [&]() -> Result<int> { return entry(&host_, &room_.plugin); }, "E0222",
        [&](const std::string& what) { return fmt::format("the entry of {} threw: {}", file_.string(), what); });
  }

  /// Foreign code: whatever it throws ends here.
  template <class Function, class Text>
  static auto guarded(const Function& function, const char* code, const Text& text) -> decltype(function()) {
    const char* next = "exceptions must not cross the C door; report this to the author of the plugin";
    try {
      return function();
    } catch (const std::exception& error) {
      return fail(Errc::failed, code, text(printable(error.what())), next);
    } catch (...) {
      return fail(Errc::failed, code, text("an exception of unknown type"), next);
    }
  }

  [[nodiscard]] Status check_abi() const {
    const trimtab_plugin& plugin = room_.plugin;
    if (plugin.abi_major == TRIMTAB_ABI_MAJOR || (plugin.abi_major == 0 && plugin.size == 0)) return {};
    const bool newer = plugin.abi_major > TRIMTAB_ABI_MAJOR;
    return fail(Errc::invalid, newer ? "E0223" : "E0224",
                fmt::format("{} is made for ABI {}.{}, this trimtab speaks ABI {}.{}", file_.string(), plugin.abi_major,
                            plugin.abi_minor, TRIMTAB_ABI_MAJOR, TRIMTAB_ABI_MINOR),
                newer ? "use a newer trimtab, or build the plugin with this one's SDK"
                      : "build the plugin with this trimtab's SDK");
  }

  [[nodiscard]] Status check_functions() const {
    const trimtab_plugin& plugin = room_.plugin;
    if (plugin.size < sizeof(trimtab_plugin) || plugin.size > sizeof(PluginRoom)) {
      return fail(Errc::invalid, "E0225",
                  fmt::format("{} says its trimtab_plugin has {} bytes; {} to {} are possible", file_.string(),
                              plugin.size, sizeof(trimtab_plugin), sizeof(PluginRoom)),
                  "set size to sizeof(trimtab_plugin)");
    }
    if (plugin.call != nullptr && plugin.close != nullptr) return {};
    return fail(Errc::invalid, "E0226",
                fmt::format("{} leaves {} empty", file_.string(), plugin.call == nullptr ? "call" : "close"),
                "fill in both functions before returning 0");
  }

  static void note(void* ctx, int level, trimtab_bytes text) {
    auto& self = *static_cast<Loaded*>(ctx);
    if (text.data == nullptr) return;
    self.last_note_.assign(text.data, text.size < 4096 ? text.size : 4096);
    if (self.lent_.notes) self.lent_.notes(self.file_.stem().string(), level, self.last_note_);
  }
  static int cancelled(void* ctx) {
    const auto* cancel = static_cast<Loaded*>(ctx)->lent_.cancel;
    return cancel != nullptr && cancel->requested() ? 1 : 0;
  }
  static const void* extension(void* /*ctx*/, const char* /*name*/, std::uint32_t /*minimum*/) { return nullptr; }
  static void write(void* ctx, trimtab_bytes json) {
    auto& raw = *static_cast<RawReply*>(ctx);
    raw.written = true;
    // One byte above the budget is enough for the reader to refuse it.
    const std::size_t size = json.size < largest_reply ? json.size : largest_reply + 1;
    if (json.data != nullptr) raw.json.assign(json.data, json.size < size ? json.size : size);
  }

  Path file_;
  Lent lent_;
  trimtab_host host_{};
  PluginRoom room_;
  std::string last_note_;
  bool open_ = false;
};

}  // namespace

Result<std::unique_ptr<Channel>> load_plugin(const Disk& disk, const Path& path, Lent lent) {
  TRIMTAB_TRY(const Path file, PluginFiles(disk).usable(path));
  auto loaded = std::make_unique<Loaded>(file, std::move(lent));
  TRIMTAB_CHECK(loaded->enter());
  return loaded;
}

std::string plugin_abi() { return std::to_string(TRIMTAB_ABI_MAJOR) + "." + std::to_string(TRIMTAB_ABI_MINOR); }

}  // namespace trimtab
