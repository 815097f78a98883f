#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/plan/table.h"
#include "core/support/text.h"

namespace {

using namespace trimtab;
using namespace trimtab::bench;

constexpr const char* help =
    "bench_plan [--sizes 1000,10000,100000] [--shapes chain,star,layered,random] [--forms fileset,components] [--runs "
    "3]\n"
    "Measures what planning costs, from the text of a spec to its plan: of each trial the run with the median time. "
    "Ends\n"
    "with 1 when a promise is missed. In the form fileset all objects are of one component; in components each has "
    "one.\n";

struct Choice {
  std::vector<std::string> sizes{"1000", "10000", "100000"};
  std::vector<std::string> shapes{"chain", "star", "layered", "random"};
  std::vector<std::string> forms{"fileset", "components"};
  std::size_t runs = 3;
};

bool read(int count, char** words, Choice& choice) {
  for (int i = 1; i < count; i += 2) {
    const std::string_view name = words[i];
    if (i + 1 == count) return false;
    auto list = split(words[i + 1], ',');
    if (name == "--sizes") {
      choice.sizes = std::move(list);
    } else if (name == "--shapes") {
      choice.shapes = std::move(list);
    } else if (name == "--forms") {
      choice.forms = std::move(list);
    } else if (name == "--runs") {
      choice.runs = std::max<std::size_t>(1, std::strtoul(words[i + 1], nullptr, 10));
    } else {
      return false;
    }
  }
  return true;
}

Result<Measured> median(const Trial& trial, std::size_t runs) {
  std::vector<Measured> all;
  for (std::size_t i = 0; i < runs; ++i) {
    TRIMTAB_TRY(Measured measured, measure(trial));
    all.push_back(std::move(measured));
  }
  std::ranges::sort(all, {}, &Measured::total);
  return std::move(all[all.size() / 2]);
}

}  // namespace

int main(int count, char** words) {
  Choice choice;
  if (!read(count, words, choice)) {
    fmt::print(stderr, "{}", help);
    return 64;
  }
  std::vector<Line> lines;
  for (const std::string& form : choice.forms) {
    for (const std::string& shape : choice.shapes) {
      for (const std::string& size : choice.sizes) {
        const Trial trial{form, shape, std::strtoul(size.c_str(), nullptr, 10)};
        auto measured = median(trial, choice.runs);
        if (!measured) {
          fmt::print(stderr, "{} {} {}: {}\n", form, shape, size, measured.error().message());
          return 1;
        }
        lines.push_back({trial, std::move(*measured)});
      }
    }
  }
  const Table table = table_of(lines);
  fmt::print("{}", table.text);
  return table.kept ? 0 : 1;
}
