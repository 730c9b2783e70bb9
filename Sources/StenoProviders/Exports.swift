@_exported import Steno
