import type { Dict } from './dict.ts';
import { PyObject, type PyType, types } from './values.ts';

abstract class DictView extends PyObject {
  readonly dict: Dict;
  constructor(dict: Dict) {
    super();
    this.dict = dict;
  }
}

/** `dict.keys()`. */
export class DictKeys extends DictView {
  get type(): PyType {
    return types.dict_keys;
  }
}
/** `dict.values()`. */
export class DictValues extends DictView {
  get type(): PyType {
    return types.dict_values;
  }
}
/** `dict.items()`. */
export class DictItems extends DictView {
  get type(): PyType {
    return types.dict_items;
  }
}
