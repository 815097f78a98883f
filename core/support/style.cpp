#include "core/support/style.h"

namespace trimtab {
namespace {

std::string_view code(Colour colour) {
  switch (colour) {
    case Colour::red:
      return "31";
    case Colour::green:
      return "32";
    case Colour::yellow:
      return "33";
    case Colour::blue:
      return "34";
    case Colour::dim:
      return "2";
    case Colour::bold:
      return "1";
    case Colour::none:
      break;
  }
  return "0";
}

}  // namespace

std::string Style::paint(Colour colour_of_text, std::string_view text) const {
  if (!colour || colour_of_text == Colour::none || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code(colour_of_text)) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace trimtab
