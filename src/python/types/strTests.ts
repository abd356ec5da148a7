import { tick } from '../budget.ts';
import { defineMethods } from '../signature.ts';
import { chargeText, isAscii } from '../strings.ts';
import * as unicode from '../unicode.ts';
import { types } from '../values.ts';

/** Charges what a change of case may make of a text. */
function recased(change: (text: string) => string): (self: string) => string {
  return self => {
    chargeText(self.length, self);
    tick(self.length >> 5);
    return change(self);
  };
}

/** True where all characters, and there are some, pass the test. */
function every(test: (codePoint: number) => boolean): (self: string) => boolean {
  return self => {
    tick(self.length >> 6);
    for (let i = 0; i < self.length; i++) {
      const codePoint = self.codePointAt(i)!;
      if (!test(codePoint)) return false;
      if (codePoint > 0xffff) i++;
    }
    return self !== '';
  };
}

const { isAlpha, isDecimal, isDigit, isLower, isNumeric, isTitle, isUpper } = unicode;

/** `isupper`, `islower`: some character is in the case, and none in another one. */
function inCase(isWanted: (codePoint: number) => boolean, isOther: (codePoint: number) => boolean) {
  return (self: string): boolean => {
    tick(self.length >> 6);
    let found = false;
    for (let i = 0; i < self.length; i++) {
      const codePoint = self.codePointAt(i)!;
      if (isOther(codePoint) || isTitle(codePoint)) return false;
      found ||= isWanted(codePoint);
      if (codePoint > 0xffff) i++;
    }
    return found;
  };
}

function isTitled(self: string): boolean {
  tick(self.length >> 6);
  let found = false;
  let inWord = false;
  for (let i = 0; i < self.length; i++) {
    const codePoint = self.codePointAt(i)!;
    const isCapital = isUpper(codePoint) || isTitle(codePoint);
    const isSmall = isLower(codePoint);
    if (isCapital ? inWord : isSmall && !inWord) return false;
    inWord = isCapital || isSmall;
    found ||= inWord;
    if (codePoint > 0xffff) i++;
  }
  return found;
}

function isIdentifier(self: string): boolean {
  return self !== '' && unicode.isIdentifierStart(self.codePointAt(0)!) && every(unicode.isIdentifierPart)(self);
}

defineMethods(types.str, {
  capitalize: ['', recased(unicode.capitalize)],
  casefold: ['', recased(unicode.foldCase)],
  lower: ['', recased(unicode.lowerCase)],
  swapcase: ['', recased(unicode.swapCase)],
  title: ['', recased(unicode.titleCase)],
  upper: ['', recased(unicode.upperCase)],
  isalnum: ['', every(char => isAlpha(char) || isNumeric(char) || isDigit(char) || isDecimal(char))],
  isalpha: ['', every(isAlpha)],
  isascii: ['', isAscii],
  isdecimal: ['', every(isDecimal)],
  isdigit: ['', every(isDigit)],
  isidentifier: ['', isIdentifier],
  islower: ['', inCase(isLower, isUpper)],
  isnumeric: ['', every(isNumeric)],
  isprintable: ['', self => self === '' || every(unicode.isPrintable)(self)],
  isspace: ['', every(unicode.isSpace)],
  istitle: ['', isTitled],
  isupper: ['', inCase(isUpper, isLower)],
});
