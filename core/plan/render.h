#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/model/desired.h"
#include "core/model/plan.h"
#include "core/support/clock.h"
#include "core/support/style.h"

namespace trimtab {

/// What a shown plan says around the changes; none of it is part of the plan.
struct Presentation {
  std::string target;               ///< Target::description()
  std::string revision_at;          ///< when the revision was made: "2026-11-21 09:14:07"
  std::size_t read = 0;             ///< how many objects were observed
  std::optional<Duration> read_in;  ///< how long that took
  std::string next;                 ///< "trimtab apply -f demo.yaml"
  std::span<const Heading> headings;
  Style style;
};

/// The plan as people read it: 100 columns of ASCII, a section per component, ends with a newline.
[[nodiscard]] std::string render_text(const Plan& plan, const Presentation& around);

}  // namespace trimtab
