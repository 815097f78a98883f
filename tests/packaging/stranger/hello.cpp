#include <trimtab/plugin.hpp>

namespace {

struct Hello : trimtab::Kind {
  [[nodiscard]] trimtab::KindDescription describe() const override {
    return trimtab::KindDescription("hello", "A file with a greeting")
        .spec(trimtab::schema::object("A greeting").property("to", trimtab::schema::string("Who is greeted")));
  }
  [[nodiscard]] trimtab::Expansion expand(const trimtab::ExpandContext&) const override {
    return trimtab::Expansion().add(trimtab::Config("greeting").data("greeting.txt", "data/greeting.txt"));
  }
};

}  // namespace

TRIMTAB_PLUGIN(TRIMTAB_PLUGIN_NAME, TRIMTAB_PLUGIN_VERSION, Hello)
