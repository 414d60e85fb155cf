"""«Зачисления», «Расчеты», «Показания», consumption and the timeline."""
