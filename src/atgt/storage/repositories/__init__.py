"""One module per family of tables: plain values and data frames in, plain values and data frames out.

Every function takes the session of ``Database.read`` or ``Database.write``;
those that change something also write the audit lines of the change in the same transaction.
"""
