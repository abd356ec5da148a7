import { PyObject, type PyType, types } from './values.ts';

/** A Python complex. */
export class Complex extends PyObject {
  readonly real: number;
  readonly imag: number;

  constructor(real: number, imag: number) {
    super();
    this.real = real;
    this.imag = imag;
  }

  get type(): PyType {
    return types.complex;
  }
}
